import type { Method } from './offers.ts';

const seconds = 365 * 86_400;

/** For the next checkout in this browser, which the server prepares with it. */
export function rememberMethod(method: Method): void {
	// biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser that people pay with.
	document.cookie = `method=${method}; path=/; max-age=${seconds}; samesite=lax`;
}
