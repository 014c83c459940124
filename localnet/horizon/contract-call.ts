import { Asset, type OperationRecord, StrKey, scValToNative, xdr } from '@stellar/stellar-sdk';
import type { ContractEvent } from '../xdr-types.ts';
import { amountText, assetFields } from './text.ts';

/** Asset events that move money, with how many addresses their topics name. */
const movements: Record<string, 1 | 2> = { transfer: 2, mint: 1, burn: 1, clawback: 1 };

/** What Horizon says of a contract call: its arguments, and the money of assets that it moved. */
export function contractCallFields(
	op: Extract<OperationRecord, { type: 'invokeHostFunction' }>,
	events: ContractEvent[],
	passphrase: string,
): object {
	const { type } = op.func;
	const called = op.func.type === 'hostFunctionTypeInvokeContract' ? op.func.invokeContract : null;
	const values = called
		? [
				xdr.ScVal.scvAddress(called.contractAddress),
				xdr.ScVal.scvSymbol(called.functionName.toString()),
				...called.args,
			]
		: [];
	return {
		function: type[0]!.toUpperCase() + type.slice(1),
		parameters: values.map((v) => ({ type: v.type.replace(/^scv/, ''), value: v.toXdr('base64') })),
		address: '',
		salt: '',
		asset_balance_changes: events.flatMap((event) => balanceChange(event, passphrase) ?? []),
	};
}

/** null for an event that is not of an asset's own contract: any contract may publish the same words. */
function balanceChange(event: ContractEvent, passphrase: string): object | null {
	const topics = event.body.v0.topics.map((t) => scValToNative(xdr.ScVal.fromXdrObject(t)));
	const [type, ...rest] = topics as [string, ...string[]];
	const addresses = movements[type];
	if (!addresses || topics.length !== addresses + 2 || !event.contractId) return null;
	const asset = assetNamed(rest.at(-1)!);
	if (asset?.contractId(passphrase) !== StrKey.encodeContract(event.contractId)) return null;
	const data = scValToNative(xdr.ScVal.fromXdrObject(event.body.v0.data)) as bigint | { amount: bigint };
	const [first, second] = rest;
	const parties =
		type === 'transfer' ? { from: first, to: second } : type === 'mint' ? { to: first } : { from: first };
	const amount = amountText(typeof data === 'bigint' ? data : data.amount);
	return { ...assetFields(asset), type, ...parties, amount };
}

function assetNamed(name: string): Asset | null {
	if (name === 'native') return Asset.native();
	const [code, issuer] = String(name).split(':');
	return code && issuer && StrKey.isValidEd25519PublicKey(issuer) ? new Asset(code, issuer) : null;
}
