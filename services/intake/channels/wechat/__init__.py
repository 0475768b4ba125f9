"""The WeChat family: Official Account, mini-program and WeCom 微信客服, in and out."""
