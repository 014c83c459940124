/**
 * Lets a page open without a network from now on. `scope`: its path. `language`: of the copy that is kept, which knows no
 * cookie. Where the browser cannot, the page works while it stays open.
 */
export async function workOffline(scope: '/pass' | '/gate', language: string): Promise<void> {
	if (!('serviceWorker' in navigator)) return;
	const url = `/service-worker.js?${new URLSearchParams({ language })}`;
	await navigator.serviceWorker.register(url, { scope, updateViaCache: 'none' }).catch(() => null);
}
