/** A server that is starting again, or has too much to do. */
const later = new Set([429, 502, 503, 504]);
const dataFile = '__data.json';
const [firstWaitMs, longestWaitMs] = [500, 15_000];

export type Surroundings = {
	fetch: typeof fetch;
	/** Where the browser is now: one page may have given way to another during a wait. */
	page: () => Pick<Location, 'origin' | 'pathname'>;
	/** Returns after this time, or as soon as the network is back. */
	wait: (ms: number) => Promise<void>;
};

/**
 * A `fetch` that reads the data of the page that is open until an answer comes. Pages read it again and again to show
 * news; Kit takes a failure of that as the end of the page, and a person who waits for a payment would see the browser's
 * "no internet" in its place. Every other request fails as usual.
 */
export function patientFetch({ fetch, page, wait }: Surroundings): typeof globalThis.fetch {
	return async (input, init) => {
		if (!isDataOf(page(), input)) return fetch(input, init);
		for (let waitMs = firstWaitMs; ; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
			const answer = await attempt(() => fetch(input, init));
			const isLast = !isDataOf(page(), input) || ('ok' in answer && !later.has(answer.ok.status));
			if (isLast && 'ok' in answer) return answer.ok;
			if (isLast && 'error' in answer) throw answer.error;
			await wait(waitMs);
		}
	};
}

function isDataOf(
	{ origin, pathname }: Pick<Location, 'origin' | 'pathname'>,
	input: RequestInfo | URL,
): boolean {
	if (input instanceof Request) return false;
	const url = new URL(input, origin);
	return url.origin === origin && url.pathname === `${pathname.replace(/\/$/, '')}/${dataFile}`;
}

async function attempt(work: () => Promise<Response>): Promise<{ ok: Response } | { error: unknown }> {
	try {
		return { ok: await work() };
	} catch (error) {
		return { error };
	}
}
