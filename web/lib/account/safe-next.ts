const base = 'https://passa.invalid';

/** Where to go after signing in: a page of this site other than the sign-in. Anything else becomes the fallback. */
export function safeNext(next: string | null | undefined, fallback = '/account'): string {
	// Browsers read a backslash as a slash, and drop tabs and line breaks.
	if (!next?.startsWith('/') || /^\/[\\/]|[\\\p{Cc}]/u.test(next)) return fallback;
	const { origin, pathname, search, hash } = new URL(next, base);
	if (origin !== base || pathname.startsWith('//') || /^\/(sign-in|api)(\/|$)/.test(pathname))
		return fallback;
	return `${pathname}${search}${hash}`;
}
