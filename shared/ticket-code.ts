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

/** The place that a code names, as people write it, in any case and with or without its hyphen. Null: it is no code. */
export function ticketPlace(event: string, written: string): TicketPlace | null {
	const code = written.replace(/[\s-]/g, '').toUpperCase();
	if (code.length < 6 || code.length > 18 || code.length % 2 === 1) return null;
	const codes = power(BigInt(code.length));
	let value = 0n;
	for (const letter of code) {
		const digit = letters.indexOf(letter);
		if (digit < 0) return null;
		value = value * BigInt(letters.length) + BigInt(digit);
	}
	const place = modulo((value - offsetOf(event)) * inverse(step, codes), codes);
	const found = {
		n: place >> (positionBits + indexBits),
		position: Number((place >> indexBits) & ((1n << positionBits) - 1n)),
		index: Number(place & ((1n << indexBits) - 1n)),
	};
	// A longer code of a place that a shorter one names is nobody's.
	return ticketCode(event, found).replace('-', '') === code ? found : null;
}

const modulo = (value: bigint, by: bigint): bigint => ((value % by) + by) % by;

/** What undoes a multiplication by `value`, which shares no factor with `by`. */
function inverse(value: bigint, by: bigint): bigint {
	let [rest, next, factor, nextFactor] = [by, value % by, 0n, 1n];
	while (next !== 0n) {
		const times = rest / next;
		[rest, next] = [next, rest - times * next];
		[factor, nextFactor] = [nextFactor, factor - times * nextFactor];
	}
	return modulo(factor, by);
}

const power = (length: bigint): bigint => BigInt(letters.length) ** length;

/** FNV-1a: the first tickets of two events have different codes. */
function offsetOf(event: string): bigint {
	let hash = 2166136261;
	for (let i = 0; i < event.length; i++) hash = Math.imul(hash ^ event.charCodeAt(i), 16777619);
	return BigInt(hash >>> 0);
}
