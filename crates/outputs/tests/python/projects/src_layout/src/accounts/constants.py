PREFIX = "acc_"
LEDGER = "led" + "ger"
