/** M-Pesa's callback of a push that was paid; without `CheckoutRequestID` if `checkout` is null. */
export const successBody = (checkout: string | null, receipt: string, shillings: number) => ({
	Body: {
		stkCallback: {
			MerchantRequestID: 'm',
			...(checkout === null ? {} : { CheckoutRequestID: checkout }),
			ResultCode: 0,
			ResultDesc: 'The service request is processed successfully.',
			CallbackMetadata: {
				Item: [
					{ Name: 'Amount', Value: shillings },
					{ Name: 'MpesaReceiptNumber', Value: receipt },
					{ Name: 'TransactionDate', Value: 20261124120000 },
					{ Name: 'PhoneNumber', Value: 254712345678 },
				],
			},
		},
	},
});
