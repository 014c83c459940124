/** The services that browsers may reach, by the name in `/api/<name>`. */
export type ServiceName = 'indexer' | 'relayer' | 'platform';

/** Browsers reach versioned routes only; metrics and health are for operators. Providers call back at `/hooks/`. */
const open: Record<ServiceName, RegExp> = {
	indexer: /^\/(v1\/|openapi\.json$)/,
	relayer: /^\/(v1\/|hooks\/|openapi\.json$)/,
	platform: /^\/(v1\/|openapi\.json$)/,
};

/** Which service a request is for, and its path there; null for anything that browsers may not reach. */
export function serviceOf(url: string): { name: ServiceName; path: string } | null {
	const found = /^\/api\/(indexer|relayer|platform)(\/.*)$/s.exec(url);
	if (!found) return null;
	const name = found[1] as ServiceName;
	const path = normalized(found[2]!);
	return path !== null && open[name].test(path) ? { name, path } : null;
}

/** The path of the live channel with its query; null for any other path. */
export const liveOf = (url: string): string | null => {
	const path = normalized(url);
	return path !== null && /^\/live(\?|$)/.test(path) ? path : null;
};

/** The path as the service reads it: `/v1/../metrics` is `/metrics`. It is appended to a host, never resolved against one. */
function normalized(path: string): string | null {
	if (!path.startsWith('/')) return null;
	try {
		const { pathname, search } = new URL(`http://passa.invalid${path}`);
		return pathname + search;
	} catch {
		return null;
	}
}
