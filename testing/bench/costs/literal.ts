import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Address, hash, type Keypair, nativeToScVal, Operation, xdr } from '@stellar/stellar-sdk';
import { root } from '#scripts/wasm/artifacts.ts';
import { contractAddress } from '#shared/chain/state/ids.ts';
import { signWith, submit } from '#shared/chain/submit/invoke.ts';
import { contractCall } from '#shared/contract/contract-call.ts';
import type { Payee } from '#shared/contract/event.ts';
import type { ChainFixture } from '../../fixtures/chain-fixture.ts';

const address = (text: string): xdr.ScVal => new Address(text).toScVal();
const u32 = (value: number): xdr.ScVal => nativeToScVal(value, { type: 'u32' });
const i128 = (value: bigint): xdr.ScVal => nativeToScVal(value, { type: 'i128' });
const entry = (name: string, val: xdr.ScVal) => new xdr.ScMapEntry({ key: xdr.ScVal.scvSymbol(name), val });

const onlyEvent = 1;

/** `testing/bench/literal` on this network, with one event of these payees. Returns its address. */
export async function deployLiteral(
	{ chain, deployment }: ChainFixture,
	by: Keypair,
	{ payees, price, most }: { payees: Payee[]; price: bigint; most: number },
): Promise<string> {
	const wasm = new Uint8Array(readFileSync(join(root, 'testing/bench/literal/literal.wasm')));
	const source = by.publicKey();
	const run = (operation: xdr.Operation) =>
		submit({ chain, source, operation, sign: signWith(by, chain.passphrase) });
	await run(Operation.uploadContractWasm({ wasm }));
	const salt = new Uint8Array(32);
	const constructorArgs = ['https://passa.example', 'Tickets', 'TCK'].map((text) => nativeToScVal(text));
	await run(
		Operation.createCustomContract({
			address: new Address(source),
			wasmHash: hash(wasm),
			salt,
			constructorArgs,
		}),
	);
	const contract = contractAddress(chain.passphrase, source, salt);
	const splits = payees.map((payee) =>
		xdr.ScVal.scvMap([entry('bps', u32(payee.bps)), entry('to', address(payee.address))]),
	);
	const args = [address(source), u32(onlyEvent), address(deployment.usdc), i128(price), u32(most)];
	await run(contractCall(contract, 'create_event', [...args, xdr.ScVal.scvVec(splits)]));
	return contract;
}

/** The description's purchase: a transfer for each payee, a token for each ticket. */
export const buyLiteral = (contract: string, buyer: string, n: number): xdr.Operation =>
	contractCall(contract, 'buy', [address(buyer), u32(onlyEvent), u32(n)]);
