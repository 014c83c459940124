type Options = {
	path: string;
	maxAge?: number;
	httpOnly: boolean;
	secure: boolean;
	sameSite: 'lax' | 'strict' | 'none';
};

export type SetCookie = { name: string; value: string; options: Options };

/** One Set-Cookie header (RFC 6265) of a service of ours, as its parts; the value stays as it is. Null where it is none. */
export function readSetCookie(header: string): SetCookie | null {
	const [pair = '', ...rest] = header.split(';').map((part) => part.trim());
	const at = pair.indexOf('=');
	if (at < 1) return null;
	const attributes = new Map(
		rest.map((part) => {
			const [name = '', value = ''] = part.split('=');
			return [name.toLowerCase(), value];
		}),
	);
	const sameSite = attributes.get('samesite')?.toLowerCase();
	const maxAge = Number(attributes.get('max-age') ?? Number.NaN);
	return {
		name: pair.slice(0, at),
		value: pair.slice(at + 1),
		options: {
			path: attributes.get('path') || '/',
			...(Number.isInteger(maxAge) ? { maxAge } : {}),
			httpOnly: attributes.has('httponly'),
			secure: attributes.has('secure'),
			sameSite: sameSite === 'strict' || sameSite === 'none' ? sameSite : 'lax',
		},
	};
}
