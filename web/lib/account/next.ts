const base = 'https://passa.invalid';

/** Where to go after signing in: a page of ours, and not the sign-in again. Anything else is the fallback. */
export function safeNext(wanted: string | null | undefined, fallback = '/account'): string {
	// Browsers read a backslash as a slash, and drop tabs and line breaks.
	if (!wanted?.startsWith('/') || /^\/[\\/]|[\\\p{Cc}]/u.test(wanted)) return fallback;
	const { origin, pathname, search, hash } = new URL(wanted, base);
	if (origin !== base || pathname.startsWith('//') || /^\/(sign-in|api)(\/|$)/.test(pathname))
		return fallback;
	return `${pathname}${search}${hash}`;
}
