/** A wallet's address in few characters: "GABC…WXYZ". `kept` of each end: more where its owner is to recognise it. */
export const shortAddress = (address: string, kept: 4 | 6 = 4): string =>
	`${address.slice(0, kept)}…${address.slice(-kept)}`;
