"""What is remembered of people on WeChat: who they are, and how we may write to them."""
