/** A contract's interface is the same at every address: any contract id serves to read it. */
export const specOptions = {
	contractId: `C${'A'.repeat(51)}D2KM`,
	networkPassphrase: '',
	rpcUrl: 'http://localhost',
	allowHttp: true,
};
