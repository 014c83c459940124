import { xdr } from '@stellar/stellar-sdk';
import { PassaError } from '#shared/errors.ts';
import { contractCall } from '../contract-call.ts';
import type { EventInit } from '../event.ts';
import type { EventVersion, SettleItem } from '../event-version.ts';
import { specOptions } from '../spec-options.ts';
import { Client } from './bindings.ts';
import { decodeCounters } from './counters.ts';
import { decodeEvent } from './decode-event.ts';
import { decodeConfig, decodeState } from './decode-state.ts';
import { eventV1Failures } from './failures.ts';
import { keys } from './keys.ts';
import { decodeMoved } from './moved.ts';
import { decodeOrder } from './order.ts';
import { replay } from './replay.ts';

const { spec } = new Client(specOptions);
const args = (name: string, named: Record<string, unknown>): xdr.ScVal[] =>
	spec.funcArgsToScVals(name, named);
const call = (event: string, name: string, named: Record<string, unknown>): xdr.Operation =>
	contractCall(event, name, args(name, named));
const initType = xdr.ScSpecTypeDef.scSpecTypeUdt(new xdr.ScSpecTypeUdt({ name: 'EventInit' }));

/** The first version. Its code is contracts/wasm/event-1.wasm. */
export const eventV1: EventVersion = {
	version: 1,
	keys,
	args,
	purchase: (event, { buyer, nonce, items, termsVersion, maxTotal }) =>
		call(event, 'process_ticket_purchase', {
			buyer,
			nonce,
			items: items.map((i) => [i.tier, i.qty]),
			terms_version: termsVersion,
			max_total: maxTotal,
		}),
	ticketCall(event, by, action) {
		if (action.do !== 'transfer') throw tooOld('have tickets resold or given back');
		return call(event, 'transfer', { from: by, to: action.to, token_id: action.ticket });
	},
	distribute: (event, mask) => call(event, 'distribute_ticket_revenue', { mask }),
	checkIn: null,
	operate: null,
	init: (init) => spec.nativeToScVal(kept(init), initType),
	settleItems: (items) => args('settle_batch', { lane: 0, seq: 0, items: items.map(uncredited) })[2]!,
	decodeEvent,
	decodeConfig,
	decodeState,
	decodeCounters,
	decodeOrder,
	decodeMoved,
	decodeCreator: null,
	decodeSum: null,
	replay,
	failures: eventV1Failures,
};

/** Terms without what this version has no field for, if leaving it out breaks no promise. */
function kept(init: EventInit): EventInit {
	if (init.policy.consent) throw tooOld('ask payees for their consent');
	if (init.complimentary > 0) throw tooOld('give tickets away');
	return init;
}

/** The versions that the buyer saw are left out: nothing changes them after the first sale. */
function uncredited({ credits, evidence, owner, qty, tier }: SettleItem) {
	if (credits.length > 0) throw tooOld('credit creators');
	return { evidence, owner, qty, tier };
}

const tooOld = (what: string) =>
	new PassaError('EVENT_VERSION_OLD', `An event of version 1 cannot ${what}.`, { status: 409 });
