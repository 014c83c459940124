import { PassaError } from '#shared/errors.ts';
import type { MovedTicket } from '../event-version.ts';
import { address, readAs } from '../native-form.ts';

/** Its entry is the owner's address alone: only a wallet can send a ticket on. Throws ORDER_LAYOUT_UNKNOWN. */
export const decodeMoved = (value: unknown): MovedTicket => ({
	custodial: false,
	resales: 0,
	owner: readAs(
		address,
		value,
		(why) => new PassaError('ORDER_LAYOUT_UNKNOWN', `not a moved ticket: ${why}`),
	),
	payer: null,
});
