/** A page's policy (CSP) that also allows calls to the hosts of these addresses: they are known only at run time. */
export function connectPolicy(policy: string, urls: string[]): string {
	const origins = urls.map((url) => new URL(url).origin);
	return policy.replace("connect-src 'self'", ["connect-src 'self'", ...new Set(origins)].join(' '));
}
