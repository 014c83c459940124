/** Whether the browser has a network, as far as it knows. The layout keeps it; the server says yes. */
export const connection = $state({ online: true });

/** Follows the browser until the returned function is called. */
export function watchConnection(): () => void {
	const read = () => {
		connection.online = navigator.onLine;
	};
	read();
	const listening = new AbortController();
	for (const type of ['online', 'offline']) window.addEventListener(type, read, { signal: listening.signal });
	return () => listening.abort();
}
