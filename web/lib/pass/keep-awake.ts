/**
 * Keeps the screen on while the page is looked at, where the browser can. The system ends it when the page is hidden, so it
 * is asked for again. Returns what stops it.
 */
export function keepAwake(): () => void {
	let lock: WakeLockSentinel | null = null;
	let stopped = false;
	const ask = async () => {
		if (document.visibilityState !== 'visible' || !navigator.wakeLock) return;
		// Refused where the battery is low: the pass is as good without.
		const asked = await navigator.wakeLock.request('screen').catch(() => null);
		if (stopped) await asked?.release();
		else lock = asked;
	};
	void ask();
	document.addEventListener('visibilitychange', ask);
	return () => {
		stopped = true;
		document.removeEventListener('visibilitychange', ask);
		void lock?.release();
	};
}
