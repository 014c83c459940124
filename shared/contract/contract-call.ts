import { Operation, type xdr } from '@stellar/stellar-sdk';

/** An operation that calls one function of a contract. */
export const contractCall = (contract: string, name: string, args: xdr.ScVal[]): xdr.Operation =>
	Operation.invokeContractFunction({ contract, function: name, args });
