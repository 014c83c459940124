import { parseSetCookie } from 'set-cookie-parser';

type Options = {
	path: string;
	/** Seconds. */
	maxAge?: number;
	httpOnly: boolean;
	secure: boolean;
	sameSite: 'lax' | 'strict' | 'none';
};

export type SetCookie = { name: string; value: string; options: Options };

/** One Set-Cookie header (RFC 6265) of our platform. The value stays encoded as it came. Null for a header without a name. */
export function readSetCookie(header: string): SetCookie | null {
	const [cookie] = parseSetCookie([header], { decodeValues: false, silent: true });
	if (!cookie?.name) return null;
	const { name, value, path, maxAge, httpOnly = false, secure = false } = cookie;
	const sameSite = cookie.sameSite?.toLowerCase();
	return {
		name,
		value,
		options: {
			path: path || '/',
			...(maxAge === undefined ? {} : { maxAge }),
			httpOnly,
			secure,
			sameSite: sameSite === 'strict' || sameSite === 'none' ? sameSite : 'lax',
		},
	};
}
