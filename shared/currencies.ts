/** Currencies of face prices, by the contract's number: contracts/types. */
export const currencies = ['KES', 'USD'] as const;
export type FaceCurrency = (typeof currencies)[number];
export const kesCurrency = 0;
