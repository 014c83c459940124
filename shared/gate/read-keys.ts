import { readLoaded } from '../pass/verify-pass.ts';
import type { OpenList } from './decide-offline.ts';

/** Keys between two pauses: a scan waits for them. */
const atOnce = 10;

/**
 * Reads the device keys of a list before anybody stands at the gate: that takes as long as verifying a pass. `pause`
 * returns once there is time again, and false when the list is no longer used.
 */
export async function readKeys({ list, verifier }: OpenList, pause: () => Promise<boolean>): Promise<void> {
	let left = atOnce;
	for (const { ticket, certificates } of list.tickets)
		for (const [delegation] of certificates) {
			if (left-- === 0) {
				if (!(await pause())) return;
				left = atOnce;
			}
			await readLoaded(verifier, BigInt(ticket), delegation);
		}
}
