import { WalletError } from './wallet.ts';

/**
 * A step of a purchase that moves no money. It ends as soon as the browser has no network, where it would wait long for
 * answers that cannot come. Throws WalletError OFFLINE, or what the step throws.
 */
export function whileOnline<T>(step: Promise<T>): Promise<T> {
	const ended = new AbortController();
	const offline = new Promise<never>((_, reject) => {
		const end = () => reject(new WalletError('OFFLINE', 'This browser has no network.'));
		if (navigator.onLine === false) end();
		window.addEventListener('offline', end, { signal: ended.signal });
	});
	return Promise.race([step, offline]).finally(() => ended.abort());
}
