/** Where a ticket stands in its event's log: its sale's number, its order in that sale, itself in that order. */
export type TicketPlace = { n: bigint; position: number; index: number };

/** Without characters that look alike (0 O, 1 I L) and without vowels, so that no words appear. */
const letters = '23456789BCDFGHJKMNPQRSTVWXYZ';
/** A sale has at most 50 orders, and an order's tickets have five bits of their id. */
const [positionBits, indexBits] = [6n, 5n];
/** Prime, and no factor of a power of 28: multiplying by it visits each code once. */
const step = 2_654_435_761n;

/**
 * The short code by which people name a ticket: "K7M-4QX". It follows from the ticket's place in its event's log and
 * never changes, also not when the ticket has another owner. No two tickets of an event share one, because different
 * places have different codes. It names a ticket and lets nobody in. `event`: the contract's address.
 */
export function ticketCode(event: string, { n, position, index }: TicketPlace): string {
	const place = (((n << positionBits) | BigInt(position)) << indexBits) | BigInt(index);
	// Six letters are enough for 235 000 sales; a longer code never equals a shorter one.
	let length = 6n;
	let codes = power(length);
	while (place >= codes) {
		length += 2n;
		codes = power(length);
	}
	let rest = (place * step + offsetOf(event)) % codes;
	let code = '';
	for (let i = 0n; i < length; i++) {
		code = letters[Number(rest % BigInt(letters.length))] + code;
		rest /= BigInt(letters.length);
	}
	const half = code.length / 2;
	return `${code.slice(0, half)}-${code.slice(half)}`;
}

const power = (length: bigint): bigint => BigInt(letters.length) ** length;

/** FNV-1a: the first tickets of two events have different codes. */
function offsetOf(event: string): bigint {
	let hash = 2166136261;
	for (let i = 0; i < event.length; i++) hash = Math.imul(hash ^ event.charCodeAt(i), 16777619);
	return BigInt(hash >>> 0);
}
