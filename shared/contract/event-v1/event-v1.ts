import { xdr } from '@stellar/stellar-sdk';
import { contractCall } from '../contract-call.ts';
import { Client } from '../event.ts';
import type { EventVersion } from '../event-version.ts';
import { specOptions } from '../spec-options.ts';
import { decodeCounters } from './counters.ts';
import { decodeEvent } from './decode-event.ts';
import { eventV1Failures } from './failures.ts';
import { decodeOrder } from './order.ts';
import { replay } from './replay.ts';

const { spec } = new Client(specOptions);
const args = (name: string, named: Record<string, unknown>): xdr.ScVal[] => spec.funcArgsToScVals(name, named);
const call = (event: string, name: string, named: Record<string, unknown>): xdr.Operation =>
	contractCall(event, name, args(name, named));
const initType = xdr.ScSpecTypeDef.scSpecTypeUdt(new xdr.ScSpecTypeUdt({ name: 'EventInit' }));

/** contracts/event. */
export const eventV1: EventVersion = {
	version: 1,
	args,
	purchase: (event, { buyer, nonce, items, termsVersion, maxTotal }) =>
		call(event, 'process_ticket_purchase', {
			buyer,
			nonce,
			items: items.map((i) => [i.tier, i.qty]),
			terms_version: termsVersion,
			max_total: maxTotal,
		}),
	distribute: (event, mask) => call(event, 'distribute_ticket_revenue', { mask }),
	init: (init) => spec.nativeToScVal(init, initType),
	settleItems: (items) => args('settle_batch', { lane: 0, seq: 0, items })[2]!,
	decodeEvent,
	decodeCounters,
	decodeOrder,
	replay,
	failures: eventV1Failures,
};
