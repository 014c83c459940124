/** How a fan pays. The first is Kenya's. */
export const methods = ['mpesa', 'freighter', 'lobstr', 'demo'] as const;
export type Method = (typeof methods)[number];

export const isMethod = (name: unknown): name is Method => methods.includes(name as Method);

/**
 * The method that a browser used last, so that the server prepares the next checkout with it. It is not a secret, so
 * scripts may write it.
 */
export const methodCookie = { name: 'method', path: '/', maxAge: 365 * 86_400 };

/** An account that Passa holds pays for nothing, so no checkout offers it. */
export function rememberMethod(method: Method | 'held'): void {
	if (method === 'held') return;
	const { name, path, maxAge } = methodCookie;
	// biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser that people pay with.
	document.cookie = `${name}=${method}; path=${path}; max-age=${maxAge}; samesite=lax`;
}
