// The brand's look, before anything is painted.
const sheet = document.createElement("link");
sheet.rel = "stylesheet";
sheet.blocking = "render";
sheet.href = `/privacy/look.css?site=${encodeURIComponent(new URLSearchParams(location.search).get("site") ?? "")}`;
document.head.append(sheet);
