import { extended, redirectDelay } from '#shared/contract/pay-to.ts';

/** Where a payee is paid. A redirect takes effect at `redirectFrom`, Unix seconds. */
export type PaidTo = { address: string; redirectTo: string | null; redirectFrom: bigint };
/** When the event was frozen, and until when; 0 is never. */
export type Freeze = { frozenAt: bigint; frozenUntil: bigint };

/** When a payee's redirect takes effect; null if there is none. */
export const redirectTime = (payee: PaidTo, freeze: Freeze): bigint | null =>
	payee.redirectTo === null ? null : extended(freeze, payee.redirectFrom - redirectDelay, payee.redirectFrom);

/** The address that a payee's money goes to at a time in Unix seconds. */
export function addressAt(payee: PaidTo, freeze: Freeze, now: bigint): string {
	const from = redirectTime(payee, freeze);
	return from !== null && now >= from ? payee.redirectTo! : payee.address;
}

/** A payee after `redirected`: a redirect in force becomes the address, and the present address withdraws. */
export function redirected(
	payee: PaidTo,
	freeze: Freeze,
	{ to, from }: { to: string; from: bigint },
): PaidTo {
	const address = addressAt(payee, freeze, from - redirectDelay);
	return to === address
		? { address, redirectTo: null, redirectFrom: 0n }
		: { address, redirectTo: to, redirectFrom: from };
}
