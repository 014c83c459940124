import { Address, nativeToScVal, type xdr } from '@stellar/stellar-sdk';
import { contractCall } from './contract-call.ts';
import type { EventInit, SettleItem } from './event.ts';
import type { EventVersion } from './event-version.ts';
import { Client } from './registry.ts';
import { specOptions } from './spec-options.ts';

const { spec } = new Client(specOptions);

/**
 * Arguments of a registry's entry point, in order, from their names. Values that the registry passes on unread must be
 * encoded already.
 */
export const registryArgs = (name: string, args: Record<string, unknown>): xdr.ScVal[] =>
	spec.funcArgsToScVals(name, args);

const address = (text: string): xdr.ScVal => new Address(text).toScVal();
const u32 = (value: number): xdr.ScVal => nativeToScVal(value, { type: 'u32' });

/** Publishes an event. `version` is that of the code which the registry deploys now. */
export const createEvent = (
	registry: string,
	version: EventVersion,
	{ organizer, nonce, init }: { organizer: string; nonce: bigint; init: EventInit },
): xdr.Operation =>
	contractCall(registry, 'create_event', [
		address(organizer),
		nativeToScVal(nonce, { type: 'u64' }),
		version.init(init),
	]);

/** Settles paid fiat orders. `version` is the event's. */
export const settleBatch = (
	registry: string,
	version: EventVersion,
	{ event, lane, seq, items }: { event: string; lane: number; seq: number; items: SettleItem[] },
): xdr.Operation =>
	contractCall(registry, 'settle_batch', [address(event), u32(lane), u32(seq), version.settleItems(items)]);
