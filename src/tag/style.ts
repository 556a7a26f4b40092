/**
 * Colours, radius and font are the brand's through --earnest-*; without them the system's, light or dark.
 * Text on a button is --earnest-bg on --earnest-accent: a brand chooses them 4.5:1 apart.
 */
export const css = `
:host{all:initial!important}
.all{all:initial;color-scheme:light dark;--b:var(--earnest-bg,Canvas);--f:var(--earnest-fg,CanvasText);--a:var(--earnest-accent,var(--f));font:16px/1.4 var(--earnest-font,system-ui)}
h2,p,ul,label{margin:6px 0}
h2{font-size:1.1em}
ul{padding:0 1.2em}
.banner,.toast,.back{position:fixed;z-index:99999999;bottom:0}
.banner,.toast,dialog{background:var(--b);color:var(--f);border:1px solid;border-radius:var(--earnest-radius,8px);padding:12px;inset-inline:0;margin:auto;max-width:40rem;overflow-wrap:anywhere}
.banner{display:flex;flex-direction:column;max-height:max(45vh,14rem)}
.text{overflow:auto}
.row{display:flex;gap:8px;flex-wrap:wrap;padding-top:8px}
button{flex:1 0 0;min-width:8rem;min-height:44px;font:inherit;font-weight:bold;padding:6px 12px;border:2px solid var(--a);border-radius:var(--earnest-radius,8px);background:var(--a);color:var(--b);forced-color-adjust:none}
.quiet{background:var(--b);color:var(--a)}
.back{inset-inline-start:8px;bottom:8px;font-size:14px}
.toast{bottom:60px}
.banner~.back,.toast:empty{display:none}
:focus-visible{outline:3px solid var(--f);outline-offset:2px;box-shadow:0 0 0 2px var(--b)}
::backdrop{background:#0008}
label{display:flex;gap:8px;align-items:center;min-height:44px}
input{width:24px;height:24px;flex:none;accent-color:var(--a)}
@media print{.all{display:none}}
`;
