/**
 * Whether the page's scripts run. The server and the first moments in a browser say no: a button that only a script can
 * answer is disabled until then, so that no press is lost. The layout sets it once.
 */
export const hydrated = $state({ now: false });
