import { hex } from '#shared/hex.ts';
import type { Order, Payer } from '../event-version.ts';
import { PackedReader } from './packed-reader.ts';

const maxTickets = 20;
/** contracts/event/src/records/order.rs. */
const bits = { custody: 1, complimentary: 2, attributed: 4, payer: 8, fiat: 16, treasury: 32, resold: 64 };

/** An order's entry, by the flags in it: what most orders lack is not there. Throws ORDER_LAYOUT_UNKNOWN. */
export function decodeOrder(value: unknown): Order {
	const r = new PackedReader(value, 'an order', 'ORDER_LAYOUT_UNKNOWN');
	const head = r.u16();
	const [flags, tier, count] = [head >> 9, (head >> 5) & 15, head & 31];
	if (count < 1 || count > maxTickets) throw r.refusal(`${count} tickets`);
	const has = (bit: number) => (flags & bit) !== 0;
	const [used, moved, listed, refunded] = [r.mask(count), r.mask(count), r.mask(count), r.mask(count)];
	const [termsVersion, owner] = [r.u16(), r.address()];
	return {
		custodial: has(bits.custody),
		complimentary: has(bits.complimentary),
		fiat: has(bits.fiat),
		tier,
		count,
		used,
		moved,
		listed,
		refunded,
		termsVersion,
		owner,
		day: has(bits.fiat) ? r.u16() : 0,
		credits: has(bits.attributed) ? hex(r.bytes(16)) : null,
		resales: has(bits.resold) ? r.u8() : 0,
		payer: readPayer(r, flags, owner),
	};
}

/** Who paid, of an order's or a moved ticket's flags; the owner if they name nobody. An address follows the record. */
export function readPayer(r: PackedReader, flags: number, owner: string): Payer {
	if (flags & bits.treasury) return { treasury: true };
	return { treasury: false, address: flags & bits.payer ? r.address() : owner };
}
