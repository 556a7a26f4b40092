/**
 * Colours, radius, font and scheme are the brand's through --earnest-*; without them the system's, light or dark.
 * Text on a button is --earnest-bg on --earnest-accent: a brand chooses them 4.5:1 apart.
 */
export const css = `\
:host{all:initial!important}\
.all{all:initial;color-scheme:var(--earnest-scheme,light dark);--b:var(--earnest-bg,Canvas);--f:var(--earnest-fg,CanvasText);--a:var(--earnest-accent,var(--f));--r:var(--earnest-radius,12px);font:15px/1.5 var(--earnest-font,system-ui)}\
h2,p,ul{margin:0 0 8px}\
h2{font-size:1.2em}\
ul{padding:0 1.2em}\
a{display:inline-block;min-height:24px;color:var(--a)}\
button{flex:1 0 0;min-width:7.5rem;min-height:44px;font:inherit;font-weight:600;padding:6px 12px;border:2px solid var(--a);border-radius:var(--r);background:var(--a);color:var(--b)}\
.close{flex:none;min-width:44px;padding:0;border-color:transparent;background:none;color:inherit}\
.banner>.close{position:absolute;top:4px;inset-inline-end:4px}\
.close+.text{padding-inline-end:40px}\
.quiet{background:var(--b);color:var(--a)}\
.banner,.toast,.back{position:fixed;z-index:99999999;inset-inline:0;bottom:12px;margin:auto}\
.banner,.toast,dialog,.back>*{box-sizing:border-box;background:var(--b);color:var(--f);border:1px solid #8888;border-radius:var(--r);box-shadow:0 8px 40px #0004;padding:16px;overflow-wrap:anywhere}\
.banner,.toast,dialog{width:calc(100% - 24px);max-width:44rem}\
.banner{display:flex;flex-direction:column;max-height:max(45vh,14rem)}\
.text{overflow:auto}\
.row,.back{display:flex;flex-wrap:wrap;gap:8px;padding-top:12px}\
.back{align-items:center;inset-inline:12px;width:fit-content;margin:0;font-size:13px}\
.back>*{flex:none;max-width:100%;min-width:0;padding:6px 12px}\
.toast{width:fit-content;bottom:68px}\
.banner~.back,.toast:empty{display:none}\
:focus-visible{outline:3px solid var(--f);outline-offset:2px;box-shadow:0 0 0 2px var(--b)}\
@media print{.all{display:none}}`;
