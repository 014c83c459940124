import {
	baseReserve,
	extensionOf,
	readAccount,
	spendable,
	withExtension,
	writeAccount,
} from '../accounts.ts';
import { hexOf, sponsorLess, sponsorMore } from '../reserves.ts';
import { type LedgerEntry, type PublicKey, type SignerKey, sameKey } from '../xdr-types.ts';
import { type Apply, type OperationContext, result } from './operation.ts';
import { placeOfSigner } from './options.ts';

/** A reserve and its current sponsor. `owner` is null for a claimable balance, which always has a sponsor. */
type Reserve = { owner: PublicKey | null; sponsor: PublicKey | null; count: number };

const code = { notSponsor: -2, lowReserve: -3, onlyTransferable: -4 } as const;

/** Returns a reserve to its owner, or moves it to the account that sponsors the source here (CAP-33). */
export const revokeSponsorship: Apply<18> = ({ revokeSponsorshipOp: op }, c) => {
	const answer = (n: number) => result(18, 'revokeSponsorshipResult', n);
	if (op.type === 1) {
		return answer(revokeSigner(c, op.signer.accountId, op.signer.signerKey));
	}
	const data = c.state.read(op.ledgerKey)?.data;
	const reserve = data && reserveOf(data, c.state.sponsorOf(op.ledgerKey));
	if (!reserve) return answer(-1);
	const next = transfer(c, reserve);
	if (typeof next === 'number') return answer(next);
	c.state.setSponsor(op.ledgerKey, next.sponsor, c.ledger);
	return answer(0);
};

function reserveOf(data: LedgerEntry['data'], sponsor: PublicKey | null): Reserve | null {
	switch (data.type) {
		case 0:
			return { owner: data.account.accountId, sponsor, count: 2 };
		case 1:
			return { owner: data.trustLine.accountId, sponsor, count: 1 };
		case 3:
			return { owner: data.data.accountId, sponsor, count: 1 };
		case 4:
			return { owner: null, sponsor, count: data.claimableBalance.claimants.length };
		default:
			return null;
	}
}

function revokeSigner(c: OperationContext, id: PublicKey, key: SignerKey): number {
	const holder = readAccount(c.state, id);
	const at = holder ? placeOfSigner(holder, key) : -1;
	if (at < 0) return -1;
	const sponsor = extensionOf(holder!).signerSponsors[at]!;
	const next = transfer(c, { owner: id, sponsor, count: 1 });
	if (typeof next === 'number') return next;
	const booked = readAccount(c.state, id)!;
	const signerSponsors = extensionOf(booked).signerSponsors.map((s, i) => (i === at ? next.sponsor : s));
	writeAccount(c.state, withExtension(booked, { signerSponsors }), c.ledger);
	return 0;
}

/** Books the change on owner and sponsors. Answers the new sponsor, or the code of what is wrong. */
function transfer(c: OperationContext, r: Reserve): { sponsor: PublicKey | null } | number {
	const responsible = r.sponsor ?? r.owner!;
	if (!sameKey(responsible, c.source)) return code.notSponsor;
	const offered = c.sponsors.get(hexOf(c.source)) ?? null;
	const sponsor = offered && r.owner && sameKey(offered, r.owner) ? null : offered;
	if (!sponsor && !r.owner) return code.onlyTransferable;
	if (!sponsor && r.sponsor && spendable(readAccount(c.state, r.owner!)!) < BigInt(r.count) * baseReserve) {
		return code.lowReserve;
	}
	if (sponsor && !sponsorMore(c, sponsor, r.count)) return code.lowReserve;
	if (r.sponsor) sponsorLess(c, r.sponsor, r.count);
	if (r.owner) {
		const owner = readAccount(c.state, r.owner)!;
		const { numSponsored } = extensionOf(owner);
		const changed = numSponsored + (sponsor ? r.count : 0) - (r.sponsor ? r.count : 0);
		writeAccount(c.state, withExtension(owner, { numSponsored: changed }), c.ledger);
	}
	return { sponsor };
}
