import { hex } from '../hex.ts';

/** Which device may show which passes of a wallet. `event`: the contract's address. `expiresAt` in ISO 8601. */
export type Delegation = {
	event: string;
	tickets: readonly bigint[];
	deviceKey: Uint8Array;
	expiresAt: string;
};

/**
 * What a wallet signs (SEP-53), so that a device may show the passes of its tickets. Repeating it gives a
 * certificate of the same device, which only that device can use.
 */
export const delegationText = (
	{ event, tickets, deviceKey, expiresAt }: Delegation,
	passphrase: string,
): string =>
	[
		'Let this device show the passes of my tickets.',
		'',
		'This moves no ticket and no money, and costs nothing.',
		'',
		`Event: ${event}`,
		`Tickets: ${tickets.join(', ')}`,
		`Device: ${hex(deviceKey)}`,
		`Network: ${passphrase}`,
		`Expires: ${expiresAt}`,
	].join('\n');
