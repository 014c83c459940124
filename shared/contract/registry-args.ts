import { Address, hash, nativeToScVal, Operation, xdr } from '@stellar/stellar-sdk';
import { contractCall } from './contract-call.ts';
import type { Credit, EventInit } from './event.ts';
import type { EventVersion, SettleItem } from './event-version.ts';
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

/** One batch of settled fiat orders. */
export type Batch = { event: string; lane: number; seq: number; items: SettleItem[] };

/** What of an event's version decides how its batches are called and signed. */
type Settling = Pick<EventVersion, 'version' | 'settleItems'>;

const batchArgs = (version: Settling, { event, lane, seq, items }: Batch): xdr.ScVal[] => [
	address(event),
	u32(lane),
	u32(seq),
	version.settleItems(items),
];

/** Settles paid fiat orders. `version` is the event's. */
export const settleBatch = (registry: string, version: Settling, batch: Batch): xdr.Operation =>
	contractCall(registry, 'settle_batch', batchArgs(version, batch));

/** What the treasury pays into the event for a batch, in stroops; nothing where no item can be bought. */
export type BatchPayment = { usdc: string; treasury: string; amount: bigint };

/** What relayer and treasury sign for a batch, computed from its items: nobody signs what an RPC asks for. */
export type BatchSignatures = Record<'relayer' | 'treasury', xdr.SorobanAuthorizedInvocation>;

/** Tickets of one fiat order. `credits` are those of its sale; after a cancel they do not matter. */
type OrderTickets = { event: string; order: bigint; mask: number; credits: Credit[] };
/** A call, and what each of its signers signs: nobody signs what an RPC asks for. */
export type SignedCall = { operation: xdr.Operation; signs: xdr.SorobanAuthorizedInvocation };

const signedCall = (registry: string, name: string, args: xdr.ScVal[]): SignedCall => ({
	operation: contractCall(registry, name, args),
	signs: invocation(registry, name, args),
});

/**
 * Gives tickets back whose money is the treasury's. `relayed`: the relayer signs; else nobody does. `also`: who signs beside it,
 * the organizer after the date of the event's terms.
 */
export const refundCustodial = (
	registry: string,
	{ also = [], ...of }: OrderTickets & { relayed: boolean; also?: string[] },
): SignedCall => signedCall(registry, 'refund_custodial', registryArgs('refund_custodial', { ...of, also }));

/** Offers a ticket in custody for stroops: the relayer signs, and the event will owe the treasury what it brings. */
export const listCustodial = (
	registry: string,
	of: { event: string; ticket: bigint; price: bigint },
): SignedCall => signedCall(registry, 'list_custodial', registryArgs('list_custodial', of));

/** Takes it off sale: the relayer signs. */
export const unlistCustodial = (registry: string, of: { event: string; ticket: bigint }): SignedCall =>
	signedCall(registry, 'unlist_custodial', registryArgs('unlist_custodial', of));

/** A complimentary ticket for somebody without a wallet: relayer and organizer sign. */
export const mintCustodial = (
	registry: string,
	of: { event: string; to: string; tier: number; nonce: bigint },
): SignedCall => signedCall(registry, 'mint_custodial', registryArgs('mint_custodial', of));

/** Sets the Merkle root over all members' points, in the contract of this address: the relayer signs. */
export const setRoot = (
	registry: string,
	of: { loyalty: string; epoch: number; root: Uint8Array },
): SignedCall => signedCall(registry, 'set_root', registryArgs('set_root', of));

/** Takes tickets back whose payment the provider reversed: relayer and treasury sign. `evidence`: 32 bytes. */
export const reverseFiat = (registry: string, of: OrderTickets & { evidence: Uint8Array }): SignedCall =>
	signedCall(registry, 'reverse_fiat', registryArgs('reverse_fiat', of));

/** The last version whose batches are signed as they are. Later ones are signed by their digest. */
const signedWhole = 1;

/** `version` is the event's. */
export function batchSignatures(
	registry: string,
	version: Settling,
	batch: Batch,
	{ usdc, treasury, amount }: BatchPayment,
): BatchSignatures {
	const args = batchArgs(version, batch);
	const signed = version.version <= signedWhole ? args : [xdr.ScVal.scvBytes(digestOf(args))];
	const paid = [address(treasury), address(batch.event), nativeToScVal(amount, { type: 'i128' })];
	const payment = amount > 0n ? [invocation(usdc, 'transfer', paid)] : [];
	return {
		relayer: invocation(registry, 'settle_batch', signed),
		treasury: invocation(registry, 'settle_batch', signed, payment),
	};
}

/** SHA-256 over XDR [event, lane, seq, items]: names one payload for one place in one event. */
const digestOf = (args: xdr.ScVal[]): Uint8Array => hash(xdr.ScVal.scvVec(args).toXdr());

const invocation = (
	contract: string,
	functionName: string,
	args: xdr.ScVal[],
	subInvocations: xdr.SorobanAuthorizedInvocation[] = [],
): xdr.SorobanAuthorizedInvocation =>
	new xdr.SorobanAuthorizedInvocation({
		function: xdr.SorobanAuthorizedFunction.sorobanAuthorizedFunctionTypeContractFn(
			new xdr.InvokeContractArgs({
				contractAddress: new Address(contract).toScAddress(),
				functionName,
				args,
			}),
		),
		subInvocations,
	});

/** A listed ticket that the treasury buys for `to`, an address of the relayer's. `seller`: null where it is in custody, so that the event keeps its part for the treasury. */
export type ListingPurchase = {
	event: string;
	ticket: bigint;
	price: bigint;
	royalty: bigint;
	seller: string | null;
	to: string;
};

/** The call, and what relayer and treasury sign for it: the treasury pays these sums, and no others. */
export function buyCustodial(
	registry: string,
	{ event, ticket, price, royalty, seller, to }: ListingPurchase,
	{ usdc, treasury }: { usdc: string; treasury: string },
): { operation: xdr.Operation; signatures: BatchSignatures } {
	const args = registryArgs('buy_custodial', { event, ticket, max_price: price, to });
	const pays = (receiver: string, amount: bigint): xdr.SorobanAuthorizedInvocation =>
		invocation(usdc, 'transfer', [
			address(treasury),
			address(receiver),
			nativeToScVal(amount, { type: 'i128' }),
		]);
	const ofSeller = seller === null ? [pays(event, price)] : [pays(seller, price - royalty)];
	const ofEvent = seller !== null && royalty > 0n ? [pays(event, royalty)] : [];
	return {
		operation: contractCall(registry, 'buy_custodial', args),
		signatures: {
			relayer: invocation(registry, 'buy_custodial', args),
			treasury: invocation(registry, 'buy_custodial', args, [...ofSeller, ...ofEvent]),
		},
	};
}

/** Stroops of USDC from an account, the source of the call: its signature allows this transfer and nothing that an RPC adds. */
export function usdcTransfer(usdc: string, from: string, to: string, amount: bigint): xdr.Operation {
	const args = [address(from), address(to), nativeToScVal(amount, { type: 'i128' })];
	const credentials = xdr.SorobanCredentials.sorobanCredentialsSourceAccount();
	const allowed = new xdr.SorobanAuthorizationEntry({
		credentials,
		rootInvocation: invocation(usdc, 'transfer', args),
	});
	const transfer = { contract: usdc, function: 'transfer', args };
	return Operation.invokeContractFunction({ ...transfer, source: from, auth: [allowed] });
}

/** Tickets in custody that go to their owner's wallet: bit i of `mask` is ticket i of the order on chain. */
export type CustodyClaim = { event: string; order: bigint; mask: number; to: string };

/** The call, and what the relayer signs for it: nobody signs what an RPC asks for. */
export function claimCustodial(
	registry: string,
	claim: CustodyClaim,
): { operation: xdr.Operation; signature: xdr.SorobanAuthorizedInvocation } {
	const args = registryArgs('claim_custodial', claim);
	return {
		operation: contractCall(registry, 'claim_custodial', args),
		signature: invocation(registry, 'claim_custodial', args),
	};
}
