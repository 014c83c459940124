import { Keypair, StrKey } from '@stellar/stellar-sdk';
import type { RpcError } from '#shared/chain/rpc-node.ts';
import { orderOf } from '#shared/chain/state/ids.ts';
import { keysSign } from '#shared/chain/state/keys-sign.ts';
import { nowOf } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import { type Delegation, delegationText } from '#shared/pass/delegation-text.ts';
import type { Session } from '#shared/session.server.ts';
import type { PassCertificateRow } from '../models/passes.ts';
import { certifyTickets, type HeldTickets, type WantedPass } from './certify-device.ts';
import { type LedgerTicket, type LedgerTicketsError, ledgerTickets } from './ledger-tickets.ts';
import type { PassDeps } from './pass-deps.ts';
import { type PassOfEventError, passOfEvent } from './pass-of-event.ts';

/** A wallet's word: who signed the text of `delegationText`, in base64. */
export type SignedDelegation = {
	expiresAt: string;
	signatures: readonly { signer: string; signature: string }[];
};

export type WantedWalletPasses = Omit<WantedPass, 'expiry'> & {
	tickets: readonly bigint[];
	/** Null: the session names the wallet. */
	signed: SignedDelegation | null;
};

export type WalletPassesError =
	| PassOfEventError
	| LedgerTicketsError
	| RpcError
	| PassaError<
			| 'TICKET_UNKNOWN'
			| 'TICKET_REFUNDED'
			| 'TICKET_IN_CUSTODY'
			| 'PASS_NEEDS_PROOF'
			| 'DELEGATION_OVER'
			| 'SIGNATURE_WRONG'
			| 'KEY_NOT_IN_CHARGE'
			| 'WALLET_IS_CONTRACT'
	  >;

/** A signed delegation that nobody used within this is signed again. Milliseconds. */
const longest = 24 * 3_600_000;

/**
 * Certifies a device for tickets that a wallet holds: by a session that has proved the wallet, or by the wallet's own
 * signature. In both cases those keys must still be in charge of the account. Throws WalletPassesError; the tickets
 * before the one that is refused then have their certificates.
 */
export async function walletPasses(
	deps: PassDeps,
	session: Session | null,
	wanted: WantedWalletPasses,
): Promise<PassCertificateRow[]> {
	const { event, tickets, deviceKey, alone } = wanted;
	const held = await walletTickets(deps, event, tickets, (owner) =>
		assertProved(deps, owner, session, wanted),
	);
	return certifyTickets(deps, held, { deviceKey, alone });
}

/** Tickets of wallets that the session has proved. Throws WalletPassesError. */
export const sessionTickets = (
	deps: PassDeps,
	session: Session,
	event: string,
	tickets: readonly bigint[],
): Promise<HeldTickets> =>
	walletTickets(deps, event, tickets, (owner) => assertInCharge(deps, owner, provedIn(session, owner)));

async function walletTickets(
	deps: PassDeps,
	event: string,
	tickets: readonly bigint[],
	assertHolds: (owner: string) => Promise<void>,
): Promise<HeldTickets> {
	const { state, expiry } = await passOfEvent(deps, event);
	const orders = new Set(tickets.map((ticket) => orderOf(ticket).order));
	const found = await ledgerTickets(deps.chain.rpcUrl, { event, version: state.version }, [...orders]);
	const held = tickets.map((ticket) => inWallet(found.get(ticket)));
	for (const owner of new Set(held.map((ticket) => ticket.owner))) await assertHolds(owner);
	return {
		...{ event, expiry },
		tickets: held.map(({ ticket, tier, owner }) => ({
			...{ ticket, tier },
			holder: { owner, orderNo: null, handover: null },
		})),
	};
}

function inWallet(ticket: LedgerTicket | undefined): LedgerTicket {
	if (!ticket) throw ticketUnknown();
	if (ticket.refunded) throw ticketRefunded();
	if (!ticket.custodial) return ticket;
	throw new PassaError('TICKET_IN_CUSTODY', 'This ticket is in no wallet: open its order.', { status: 409 });
}

export const ticketUnknown = (): PassaError<'TICKET_UNKNOWN'> =>
	new PassaError('TICKET_UNKNOWN', 'There is no such ticket.', { status: 404 });

export const ticketRefunded = (): PassaError<'TICKET_REFUNDED'> =>
	new PassaError('TICKET_REFUNDED', 'This ticket was given back.', { status: 409 });

async function assertProved(
	deps: PassDeps,
	owner: string,
	session: Session | null,
	{ signed, ...of }: WantedWalletPasses,
): Promise<void> {
	const named = provedIn(session, owner);
	await assertInCharge(deps, owner, () => named() ?? signersOf(deps, signed, of));
}

/** The wallet, if the session names it. */
const provedIn = (session: Session | null, owner: string) => (): string[] | null =>
	session?.wallets.includes(owner) ? [owner] : null;

/** `proved`: keys that were proved; null: none. */
async function assertInCharge(deps: PassDeps, owner: string, proved: () => string[] | null): Promise<void> {
	if (!StrKey.isValidEd25519PublicKey(owner))
		throw new PassaError(
			'WALLET_IS_CONTRACT',
			'This ticket is in a contract’s account, which signs no pass here.',
			{ status: 409 },
		);
	const keys = proved();
	if (!keys) throw needsProof();
	if (await keysSign(deps.chain.rpcUrl, owner, keys)) return;
	throw new PassaError(
		'KEY_NOT_IN_CHARGE',
		'These keys are not in charge of the wallet that holds the ticket.',
		{ status: 403 },
	);
}

const needsProof = (): PassaError<'PASS_NEEDS_PROOF'> =>
	new PassaError('PASS_NEEDS_PROOF', 'Sign in with the wallet that holds the ticket, or sign.', {
		status: 403,
	});

/** Whose signatures are right. */
function signersOf(
	deps: PassDeps,
	signed: SignedDelegation | null,
	of: Omit<Delegation, 'expiresAt'>,
): string[] {
	if (!signed) throw needsProof();
	const left = Date.parse(signed.expiresAt) - nowOf(deps).getTime();
	if (!(left > 0 && left <= longest))
		throw new PassaError('DELEGATION_OVER', 'What the wallet signed is too old. Sign again.', {
			status: 403,
		});
	const text = delegationText({ ...of, expiresAt: signed.expiresAt }, deps.chain.passphrase);
	for (const { signer, signature } of signed.signatures)
		if (!isSignedBy(signer, text, signature))
			throw new PassaError('SIGNATURE_WRONG', 'That is not the signature of this wallet.', { status: 403 });
	return signed.signatures.map(({ signer }) => signer);
}

function isSignedBy(signer: string, text: string, signature: string): boolean {
	try {
		return Keypair.fromPublicKey(signer).verifyMessage(
			text,
			new Uint8Array(Buffer.from(signature, 'base64')),
		);
	} catch {
		// It does not even parse as a signature.
		return false;
	}
}
