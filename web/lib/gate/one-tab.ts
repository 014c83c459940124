const name = 'passa-gate';
/** A page that was left a moment ago still holds the gate. Milliseconds. */
const patience = 700;

/**
 * Two tabs that decide apart would admit one ticket twice, so one tab of a browser is the gate. False where another tab is.
 * `takeOver`: take it from that tab. `onLost`: another tab took it.
 */
export const holdGate = (takeOver: boolean, onLost: () => void): Promise<boolean> =>
	new Promise((resolve) => {
		let holds = false;
		const options = takeOver ? { steal: true } : { signal: AbortSignal.timeout(patience) };
		const held = navigator.locks.request(name, options, () => {
			holds = true;
			resolve(true);
			// Until the page ends.
			return new Promise<never>(() => {});
		});
		held.catch(() => (holds ? onLost() : resolve(false)));
	});
