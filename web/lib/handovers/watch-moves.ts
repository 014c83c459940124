import { invalidateAll } from '$app/navigation';

const everyMs = 2000;

/** Loads the page again while a ticket is on its way to a wallet. Returns what ends that. */
export function watchMoves(wallets: ({ state: string } | null)[]): () => void {
	if (!wallets.some((wallet) => wallet?.state === 'waiting')) return () => {};
	const timer = setInterval(() => void invalidateAll(), everyMs);
	return () => clearInterval(timer);
}
