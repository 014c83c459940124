import type { MovedTicket } from '../event-version.ts';
import { readPayer } from './order.ts';
import { PackedReader } from './packed-reader.ts';

const custody = 1;
const orderPaid = 64;

/** A ticket that left an order of several: contracts/event/src/records/moved.rs. Throws ORDER_LAYOUT_UNKNOWN. */
export function decodeMoved(value: unknown): MovedTicket {
	const r = new PackedReader(value, 'a moved ticket', 'ORDER_LAYOUT_UNKNOWN');
	const [flags, resales, owner] = [r.u8(), r.u8(), r.address()];
	return {
		custodial: (flags & custody) !== 0,
		resales,
		owner,
		payer: flags & orderPaid ? 'order' : readPayer(r, flags, owner),
	};
}
