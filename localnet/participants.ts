import type { Applied } from './apply-transaction.ts';
import type { ParticipantRow } from './store.ts';
import { sourceOf } from './transaction.ts';
import { account, type ContractEvent, type Muxed, type Operation, type PublicKey } from './xdr-types.ts';

/** Who takes part in each operation of a ledger: its source, whom it names, and whose money its asset events move. */
export function participantsOf(ledger: number, applied: Applied[]): ParticipantRow[] {
	return applied.flatMap(({ parsed, meta }, i) => {
		const { txApplyProcessing: applying } = meta;
		return parsed.tx.operations.flatMap((body, operation) => {
			const events = applying.v === 4 ? (applying.v4.operations[operation]?.events ?? []) : [];
			const keys = [sourceOf(parsed.tx, body), ...named(body), ...events.flatMap(accountsIn)];
			return keys.map(({ ed25519 }) => ({ account: ed25519, ledger, position: i + 1, operation }));
		});
	});
}

function named({ body }: Operation): PublicKey[] {
	switch (body.type) {
		case 0:
			return [body.createAccountOp.destination];
		case 1:
			return [account(body.paymentOp.destination)];
		case 8:
			return [account(body.destination as Muxed)];
		case 14:
			return body.createClaimableBalanceOp.claimants.map((c) => c.v0.destination);
		case 16:
			return [body.beginSponsoringFutureReservesOp.sponsoredId];
		case 19:
			return [account(body.clawbackOp.from)];
		case 21:
			return [body.setTrustLineFlagsOp.trustor];
		default:
			return [];
	}
}

const addressValue = 18;

function accountsIn(event: ContractEvent): PublicKey[] {
	return event.body.v0.topics.flatMap((topic) =>
		topic.type === addressValue && topic.address.type === 0 ? [topic.address.accountId] : [],
	);
}
