// Brings the style sheet into force before the browser first shows a page. Chromium else shows it
// too early, does not know yet that the page agrees to a view transition, breaks the one that the
// last page began, and writes an error. A plain script, for it must run before anything is shown:
// it waits for the style sheet, which the first paint waits for anyway.
getComputedStyle(document.documentElement).color;
