import type { xdr } from '@stellar/stellar-sdk';
import type { EventOperation } from '../event-operation.ts';

type Entry = [name: string, args: Record<string, unknown>];

/** The entry that an operation calls, and its arguments by name. `organizer` signs. */
function entryOf(operation: EventOperation, organizer: string): Entry {
	switch (operation.do) {
		case 'cancel':
			return ['cancel', { by: organizer }];
		case 'pause':
		case 'resume':
			return ['pause', { by: organizer, on: operation.do === 'pause' }];
		case 'postpone':
			return ['postpone', { by: operation.by }];
		case 'add-tier':
			return ['add_tier', { tier: operation.tier, replaces: operation.replaces }];
		case 'set-details':
			return [
				'update_details',
				{ uri: operation.uri, metadata_hash: operation.metadataHash, place_hash: operation.placeHash },
			];
		case 'complimentary':
			return ['mint_ticket', { to: operation.to, tier: operation.tier, nonce: operation.nonce }];
		case 'set-gate':
			return ['set_gate', { gate: operation.gate, on: operation.on }];
		case 'fund-refunds':
			return ['fund_refunds', { amount: operation.amount }];
		case 'pay-payee':
			return ['claim', { index: operation.index }];
		case 'return-top-ups':
			return ['return_top_ups', {}];
		case 'accept-share':
			return ['accept_share', { index: operation.index, splits_hash: operation.splitsHash }];
	}
}

/** How a version builds its calls: (contract, entry, arguments by name). */
type BuildCall = (event: string, name: string, args: Record<string, unknown>) => xdr.Operation;

export const operateBy =
	(call: BuildCall) =>
	(event: string, operation: EventOperation, organizer: string): xdr.Operation =>
		call(event, ...entryOf(operation, organizer));
