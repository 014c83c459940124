/** A page in the background shows no frame. */
const longestWaitMs = 100;

/** Resolves once the browser has shown what has changed so far: work that follows keeps nobody from seeing their press. */
export const frameShown = (): Promise<void> =>
	new Promise((resolve) => {
		setTimeout(resolve, longestWaitMs);
		requestAnimationFrame(() => setTimeout(resolve));
	});
