import { Address, nativeToScVal, xdr } from '@stellar/stellar-sdk';
import { contractCall } from '../contract-call.ts';
import type { EventVersion, SettleItem } from '../event-version.ts';
import { specOptions } from '../spec-options.ts';
import { Client } from './bindings.ts';
import { decodeConfig } from './config.ts';
import { decodeCounters } from './counters.ts';
import { decodeCreator } from './creator.ts';
import { decodeEvent } from './decode-event.ts';
import { decodeState } from './decode-state.ts';
import { eventV2Failures } from './failures.ts';
import { keys } from './keys.ts';
import { decodeMoved } from './moved.ts';
import { operateBy } from './operate.ts';
import { decodeOrder } from './order.ts';
import { replay } from './replay.ts';
import { decodeSum } from './sum.ts';
import { ticketEntry } from './ticket-entry.ts';

const { spec } = new Client(specOptions);
const args = (name: string, named: Record<string, unknown>): xdr.ScVal[] =>
	spec.funcArgsToScVals(name, named);
const call = (event: string, name: string, named: Record<string, unknown>): xdr.Operation =>
	contractCall(event, name, args(name, named));
const initType = xdr.ScSpecTypeDef.scSpecTypeUdt(new xdr.ScSpecTypeUdt({ name: 'EventInit' }));

/** contracts/event. */
export const eventV2: EventVersion = {
	version: 2,
	keys,
	args,
	purchase: (event, { buyer, nonce, items, termsVersion, maxTotal, attribution }) =>
		call(event, 'process_ticket_purchase', {
			buyer,
			nonce,
			items: items.map((i) => [i.tier, i.qty]),
			terms_version: termsVersion,
			max_total: maxTotal,
			attribution: attribution ?? null,
		}),
	ticketCall: (event, by, action) => call(event, ...ticketEntry(by, action)),
	distribute: (event, mask, creators) => call(event, 'distribute_ticket_revenue', { mask, creators }),
	checkIn: (event, gate, orders) => call(event, 'check_in', { gate, orders }),
	operate: operateBy(call),
	init: (init) => spec.nativeToScVal(init, initType),
	settleItems: (items) => vec(items.map(settleItem)),
	decodeEvent,
	decodeConfig: (instance) => decodeConfig(instance.get('Config')),
	decodeState,
	decodeCounters,
	decodeOrder,
	decodeMoved,
	decodeCreator,
	decodeSum,
	replay,
	failures: eventV2Failures,
};

const vec = (items: xdr.ScVal[]): xdr.ScVal => xdr.ScVal.scvVec(items);
const u32 = (value: number): xdr.ScVal => nativeToScVal(value, { type: 'u32' });
const address = (text: string): xdr.ScVal => new Address(text).toScVal();

/** A tuple, which the interface does not describe: the event reads items one by one. See contracts/types/src/lib.rs. */
const settleItem = (item: SettleItem): xdr.ScVal =>
	vec([
		address(item.owner),
		u32(item.tier),
		u32(item.qty),
		xdr.ScVal.scvBytes(item.evidence),
		u32(item.splitsVersion),
		u32(item.termsVersion),
		vec(item.credits.map(({ creator, weight }) => vec([address(creator), u32(weight)]))),
	]);
