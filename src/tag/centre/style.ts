/** What the preference centre adds to the first layer's rules. */
export const css = `\
dialog[open]{display:flex;flex-direction:column;max-height:min(44rem,100vh - 24px);padding:20px}\
::backdrop{background:#0008}\
.line{display:flex;gap:16px;justify-content:space-between;align-items:center;margin:0 0 4px;min-height:44px}\
.line>:last-child{flex:none}\
h2{margin:0}\
h3{font-size:1.05em;margin:20px 0 4px}\
.text>section{padding:8px 0;border-top:1px solid #8888}\
p{margin:0 0 4px}\
.off{font-weight:600;border-inline-start:4px solid;padding-inline-start:8px}\
summary,a{display:inline-block;min-height:24px;cursor:pointer;text-decoration:underline;color:inherit}\
dl{display:grid;gap:4px;margin:4px 0}\
div>dt{font-weight:600;display:inline}\
dt:after{content:": "}\
dd{margin:0;display:inline}\
input{appearance:none;box-sizing:border-box;width:48px;height:28px;margin:0;border:2px solid var(--f);border-radius:14px;cursor:pointer}\
input:before{content:"";display:block;margin:4px;width:0;border:8px solid var(--f);border-radius:50%}\
input:checked{background:var(--a);border-color:var(--a)}\
input:checked:before{margin-inline-start:24px;border-color:var(--b)}\
input:disabled{border-style:dashed;cursor:default}\
@media(max-width:40rem){dialog[open]{width:100%;max-width:none;max-height:calc(100vh - 24px);margin-bottom:0;border-radius:var(--r) var(--r) 0 0;padding:16px}dialog>.row{padding-top:8px}}`;
