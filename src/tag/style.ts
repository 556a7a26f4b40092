/**
 * Colours, radius, font and scheme are the brand's through --earnest-*; without them the system's, light or dark.
 * Text on a button is --earnest-bg on --earnest-accent: a brand chooses them 4.5:1 apart.
 */
export const css = `
:host{all:initial!important}
.all{all:initial;color-scheme:var(--earnest-scheme,light dark);--b:var(--earnest-bg,Canvas);--f:var(--earnest-fg,CanvasText);--a:var(--earnest-accent,var(--f));--r:var(--earnest-radius,12px);font:15px/1.5 var(--earnest-font,system-ui)}
h2,p,ul{margin:0 0 8px}
h2{font-size:1.25em;line-height:1.3}
ul{padding:0 1.2em}
.banner,.toast,.back{position:fixed;z-index:99999999;inset-inline:0;bottom:12px;margin:auto}
.banner,.toast,dialog{box-sizing:border-box;width:calc(100% - 24px);max-width:44rem;background:var(--b);color:var(--f);border:1px solid;border-color:color-mix(in srgb,currentColor 25%,transparent);border-radius:var(--r);box-shadow:0 8px 40px #0004;padding:16px;overflow-wrap:anywhere}
.banner{display:flex;flex-direction:column;max-height:max(45vh,14rem)}
.text{overflow:auto}
.row{display:flex;gap:8px;flex-wrap:wrap;padding-top:12px}
button{flex:1 0 0;min-width:7.5rem;min-height:44px;font:inherit;font-weight:600;padding:6px 12px;border:2px solid var(--a);border-radius:var(--r);background:var(--a);color:var(--b);cursor:pointer;forced-color-adjust:none}
.quiet{background:var(--b);color:var(--a)}
.back{display:flex;gap:8px;width:max-content;margin-inline:12px;font-size:13px}
.back button{border-width:1px;min-width:0;padding:6px 16px;box-shadow:0 2px 12px #0003}
.toast{width:max-content;max-width:calc(100% - 24px);bottom:68px;padding:10px 16px}
.banner~.back,.toast:empty{display:none}
:focus-visible{outline:3px solid var(--f);outline-offset:2px;box-shadow:0 0 0 2px var(--b)}
@media print{.all{display:none}}
`;
