import { readAccount } from '../accounts.ts';
import type { Operation, OperationResult } from '../xdr-types.ts';
import { accountMerge, bumpSequence, createAccount } from './account.ts';
import { claimClaimableBalance, createClaimableBalance } from './claimable-balance.ts';
import { clawback, clawbackClaimableBalance } from './clawback.ts';
import { manageData } from './data.ts';
import { notSupported, type OperationContext } from './operation.ts';
import { setOptions } from './options.ts';
import { payment } from './payment.ts';
import { revokeSponsorship } from './revoke-sponsorship.ts';
import { beginSponsoring, endSponsoring } from './sponsorship.ts';
import { changeTrust, setTrustLineFlags } from './trust.ts';

const verbs: Record<number, (body: never, context: OperationContext) => OperationResult> = {
	0: createAccount,
	1: payment,
	5: setOptions,
	6: changeTrust,
	8: accountMerge,
	10: manageData,
	11: bumpSequence,
	14: createClaimableBalance,
	15: claimClaimableBalance,
	16: beginSponsoring,
	17: endSponsoring,
	18: revokeSponsorship,
	19: clawback,
	20: clawbackClaimableBalance,
	21: setTrustLineFlags,
};

/** Operations that this network does not know fail with opNOT_SUPPORTED, never silently. */
export function applyClassic(body: Operation['body'], context: OperationContext): OperationResult {
	if (!readAccount(context.state, context.source)) return { code: -2 };
	return verbs[body.type]?.(body as never, context) ?? notSupported;
}
