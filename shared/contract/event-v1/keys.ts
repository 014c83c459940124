import { xdr } from '@stellar/stellar-sdk';
import type { EventKeys } from '../event-version.ts';

const key = (name: string, ...of: xdr.ScVal[]): xdr.ScVal =>
	xdr.ScVal.scvVec([xdr.ScVal.scvSymbol(name), ...of]);

export const keys: EventKeys = {
	counters: key('Hot'),
	paid: key('Paid'),
	state: null,
	order: (id) => key('Order', xdr.ScVal.scvU64(id)),
	moved: (ticket) => key('Moved', xdr.ScVal.scvU64(ticket)),
	listed: () => null,
	creator: () => null,
	owed: () => null,
	treasury: null,
};
