import { PassaError } from '#shared/errors.ts';
import { readFlags, wholeNumber } from './flags.ts';
import { actOnTicket, pairing, printing } from './pass/act-on-ticket.ts';
import { keptPassOf, showPass } from './pass/software-pass.ts';
import { readPassaFile } from './passa-file.ts';
import { runScript } from './run-script.ts';
import { isReference } from './ticket/act-by-mpesa.ts';

/**
 * `npm run pass`: pairs this folder as a device with a ticket, once, and prints what its QR code says now. A wallet that
 * is kept here signs; for an M-Pesa order a code is sent to `--phone`, and `--code` names it. `--static` prints what a
 * printed pass says instead, where the organizer lets the ticket's tier have one; the ticket's earlier code ends.
 */
await runScript(async () => {
	const flags = readFlags({
		order: { type: 'string' },
		event: { type: 'string' },
		ticket: { type: 'string', default: '1' },
		phone: { type: 'string' },
		code: { type: 'string' },
		short: { type: 'boolean', default: false },
		static: { type: 'boolean', default: false },
		data: { type: 'string', default: '.passa' },
		json: { type: 'boolean', default: false },
	});
	const { order = '', data } = flags;
	if (!isReference(order) && !/^\d{1,18}$/.test(order))
		throw new PassaError(
			'FLAGS_INVALID',
			'--order must be an order’s number, or the reference of an M-Pesa order',
		);
	const number = wholeNumber('ticket', flags.ticket, 1, 20);
	const passa = readPassaFile(data);
	if (flags.static) {
		const printed = await actOnTicket(passa, { ...flags, order, number }, printing);
		if (!printed) return sayCodeSent(flags);
		return console.log(
			flags.json ? JSON.stringify({ ticket: printed.ticket, payload: printed.code }) : printed.code,
		);
	}
	const paired =
		keptPassOf(data, order, number - 1) ?? (await actOnTicket(passa, { ...flags, order, number }, pairing));
	if (!paired) return sayCodeSent(flags);
	const { payload, step, changesIn } = await showPass(paired, flags.short ? 'short' : 'full');
	const { ticket, delegation, expiry } = paired;
	const all = {
		ticket,
		delegation,
		expiresAt: new Date(expiry * 1000).toISOString(),
		step,
		changesIn,
		payload,
	};
	console.log(flags.json ? JSON.stringify(all) : payload);
});

function sayCodeSent({ json, phone }: { json: boolean; phone?: string }): void {
	console.log(json ? JSON.stringify({ codeSent: true }) : `A code was sent to ${phone}: say it by --code.`);
}
