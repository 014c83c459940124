import type { xdr } from '@stellar/stellar-sdk';
import { Client as EventClient } from '#shared/contract/event.ts';
import { Client as RegistryClient } from '#shared/contract/registry.ts';

// The interfaces are the same at every address: any contract id serves to read them.
const options = {
	contractId: `C${'A'.repeat(51)}D2KM`,
	networkPassphrase: '',
	rpcUrl: 'http://localhost',
	allowHttp: true,
};

const event = new EventClient(options).spec;
const registry = new RegistryClient(options).spec;

/** Arguments of an event's entry point, in order, from their names. */
export const eventArgs = (name: string, args: Record<string, unknown>): xdr.ScVal[] =>
	event.funcArgsToScVals(name, args);
export const registryArgs = (name: string, args: Record<string, unknown>): xdr.ScVal[] =>
	registry.funcArgsToScVals(name, args);
