/** The services that browsers may reach, by the name in `/api/<name>`. */
export type ServiceName = 'indexer' | 'relayer' | 'platform';

/** Numbers for operators, and routes of no version, are nobody's business out there. Providers call back at `/hooks/`. */
const open: Record<ServiceName, RegExp> = {
	indexer: /^\/(v1\/|openapi\.json$)/,
	relayer: /^\/(v1\/|hooks\/|openapi\.json$)/,
	platform: /^\/(v1\/|openapi\.json$)/,
};

/** Which service a request is for, and its path there; null where browsers have no business. */
export function serviceOf(url: string): { name: ServiceName; path: string } | null {
	const found = /^\/api\/(indexer|relayer|platform)(\/.*)$/s.exec(url);
	if (!found) return null;
	const name = found[1] as ServiceName;
	const path = normalized(found[2]!);
	return path !== null && open[name].test(path) ? { name, path } : null;
}

/** Whether it is the live channel's path, whatever its query. */
export const liveOf = (url: string): string | null => {
	const path = normalized(url);
	return path !== null && /^\/live(\?|$)/.test(path) ? path : null;
};

/** As the service itself would read it: `/v1/../metrics` is `/metrics`. Set behind a host, never resolved against one. */
function normalized(path: string): string | null {
	if (!path.startsWith('/')) return null;
	try {
		const { pathname, search } = new URL(`http://passa.invalid${path}`);
		return pathname + search;
	} catch {
		return null;
	}
}
