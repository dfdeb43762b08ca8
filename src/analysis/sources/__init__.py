"""Every source as its owner delivers it: columns, spellings, layouts and delays, declared in one file each."""
