import { PassaError } from '#shared/errors.ts';
import { formatKes } from '#shared/money.ts';
import { wholeNumber } from '../flags.ts';
import { readPassaFile } from '../passa-file.ts';
import { askOrganizer, giveBack } from './give-back.ts';
import { sellFromCustody, takeOffFromCustody } from './sell-from-custody.ts';
import { sendTicket, takeTicketBack } from './send-ticket.ts';

/** What `npm run ticket` was asked for, of an order that M-Pesa paid. */
export type MpesaFlags = Partial<
	Record<'do' | 'order' | 'to' | 'price' | 'ticket' | 'phone' | 'code' | 'note', string>
> & { data: string; json: boolean };

/** An order of the chain has a number instead. */
export const isReference = (text: string): boolean => /^(?!\d{10}$)[A-Z0-9]{10}$/.test(text);

type Act = { results: object[]; line: string; codeSent?: boolean };

/** With the flags that each needs. */
const usage = {
	refund: '--do refund',
	'ask-refund': '--do ask-refund --note <why>',
	handover: '--do handover --to <a Kenyan phone number or an e-mail address>',
	'take-back': '--do take-back',
	list: '--do list --price <whole shillings> --phone <the number that paid>',
	unlist: '--do unlist',
};

const wrong = (how: string): PassaError => new PassaError('FLAGS_INVALID', how);

/** Gives a ticket back, asks for that, sends it to a person, or sells it. Throws the relayer's own code, and FLAGS_INVALID. */
export async function actByMpesa(flags: MpesaFlags): Promise<void> {
	const { order: reference = '', json } = flags;
	const act = { refund, 'ask-refund': askRefund, handover, 'take-back': takeBack, list, unlist }[
		flags.do ?? ''
	];
	if (!act || !/^[A-Z0-9]{10}$/.test(reference))
		throw wrong(`of an M-Pesa order, by its reference: ${Object.values(usage).join('\n')}`);
	const { results, line, codeSent } = await act(flags, {
		reference,
		number: flags.ticket === undefined ? null : wholeNumber('ticket', flags.ticket, 1, 20),
	});
	if (!json) return console.log(line);
	const sent = codeSent === undefined ? {} : { codeSent };
	console.log(JSON.stringify({ reference, do: flags.do, results, ...sent }));
}

type Wanted = { reference: string; number: number | null };

function placeOf({ data }: MpesaFlags) {
	const { relayer, platform } = readPassaFile(data);
	return { relayer, platform, dataDir: data };
}

/** All of a cart, or one ticket: the number that paid gets the money. */
async function refund(flags: MpesaFlags, wanted: Wanted): Promise<Act> {
	const results = await giveBack(placeOf(flags), wanted);
	const lines = results.map(
		({ reference, tickets, amountKes }) =>
			`Order ${reference}: ${tickets} given back, ${formatKes(BigInt(amountKes))} on the way.`,
	);
	return { results, line: lines.join('\n') };
}

/** After the date the organizer decides. */
async function askRefund(flags: MpesaFlags, wanted: Wanted): Promise<Act> {
	const { note } = flags;
	if (!note) throw wrong(`--note says why: ${usage['ask-refund']}`);
	const asked = await askOrganizer(placeOf(flags), { ...wanted, note });
	const tickets = asked.reduce((sum, request) => sum + request.tickets.length, 0);
	return { results: asked, line: `The organizer is asked for ${tickets} of order ${wanted.reference}.` };
}

async function handover(flags: MpesaFlags, wanted: Wanted): Promise<Act> {
	const { to, price } = flags;
	if (to === undefined) throw wrong(`--to says who gets the ticket: ${usage.handover}`);
	if (price !== undefined)
		throw wrong(`nobody pays for a ticket that is sent, without --price: ${usage.handover}`);
	const sent = await sendTicket(placeOf(flags), { ...wanted, to });
	const line = `Ticket ${sent.ticket} is sent to ${sent.to}, who can take it until ${sent.expiresAt}.`;
	return { results: [sent], line };
}

/** Of what was sent and nobody has taken. */
async function takeBack(flags: MpesaFlags, wanted: Wanted): Promise<Act> {
	const taken = await takeTicketBack(placeOf(flags), wanted);
	return {
		results: [taken],
		line: `Ticket ${taken.ticket} is yours again: ${taken.to} can no longer take it.`,
	};
}

/** The number that paid gets the money. */
async function list(flags: MpesaFlags, wanted: Wanted): Promise<Act> {
	const { price, phone, code = null } = flags;
	if (price === undefined) throw wrong(`--price says what it costs: ${usage.list}`);
	if (phone === undefined) throw wrong(`--phone gets the money, and a code that proves it: ${usage.list}`);
	const shillings = wholeNumber('price', price, 1, 1_000_000);
	const sold = await sellFromCustody(placeOf(flags), { ...wanted, shillings, phone, code });
	if (!sold) return { results: [], line: `A code was sent to ${phone}: say it by --code.`, codeSent: true };
	const [asked, gets] = [sold.askedKes, sold.getsKes].map((cents) => formatKes(BigInt(cents)));
	const line = `Ticket ${sold.ticket} is being offered for ${asked}; ${phone} gets ${gets} once it is bought.`;
	return { results: [sold], line, codeSent: false };
}

async function unlist(flags: MpesaFlags, wanted: Wanted): Promise<Act> {
	const ticket = await takeOffFromCustody(placeOf(flags), wanted);
	return { results: [{ ticket }], line: `Ticket ${ticket} is being taken off sale.` };
}
