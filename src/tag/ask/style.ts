/** The card's look is the brand's through --earnest-*, as that of the first layer is; without them the system's, light or dark. */
export const css = `\
:host{display:block;color-scheme:var(--earnest-scheme,light dark)}
section{--b:var(--earnest-bg,Canvas);--f:var(--earnest-fg,CanvasText);--a:var(--earnest-accent,var(--f));box-sizing:border-box;max-width:44rem;padding:16px;overflow:auto;overflow-wrap:anywhere;background:var(--b);color:var(--f);border:1px solid #8888;border-radius:var(--earnest-radius,12px);font:15px/1.5 var(--earnest-font,system-ui)}
h2{margin:0 0 4px;font-size:1.2em;line-height:1.3}
h2:focus{outline:none}
p{margin:0 0 8px}
ul{margin:0 0 8px;padding:0;list-style:none}
li{padding-inline-start:1.5em}
li::before{content:"✓" / "";float:inline-start;margin-inline-start:-1.5em}
.contact::before{content:"☎" / ""}
li>a{display:inline-block;min-height:24px;color:var(--a)}
fieldset{margin:0;padding:0;border:0;min-width:0}
.choices,.row{display:flex;flex-wrap:wrap;gap:8px}
.row{padding-top:12px}
label,input,button{box-sizing:border-box;min-height:44px;font:inherit;border-radius:var(--earnest-radius,12px)}
label{display:inline-flex;align-items:center;gap:6px;padding:6px 12px;border:1px solid #888}
label:has(:checked){border-color:var(--a);box-shadow:inset 0 0 0 1px var(--a)}
label input{min-height:0;margin:0;accent-color:var(--a)}
.one{width:100%;max-width:24rem;padding:6px 12px;border:1px solid #888;background:var(--b);color:var(--f)}
button{flex:1 0 0;min-width:7.5rem;font-weight:600;padding:6px 12px;border:2px solid var(--a);background:var(--a);color:var(--b);cursor:pointer}
.way{display:flex;flex-wrap:wrap;align-items:center;gap:8px}\
.way>button{flex:none}\
.quiet{background:var(--b);color:var(--a)}
button[aria-disabled=true]{opacity:.75}
code{display:block;margin:4px 0 8px;padding:8px 12px;border:2px dashed var(--a);border-radius:8px;font:700 1.2em/1.4 ui-monospace,monospace;text-align:center;user-select:all}
[role=status]:empty{display:none}
:focus-visible{outline:3px solid var(--f);outline-offset:2px;box-shadow:0 0 0 2px var(--b)}
@media print{:host{display:none}}`;
